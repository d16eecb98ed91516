// Run in the page by test_every_page.py. `axe` is there; `rules` says which rules to run, `passed` what to pass over.
async ([rules, passed]) => {
  const found = await axe.run({ include: [["html"]], exclude: passed.map((part) => [part]) }, { resultTypes: ["violations"], ...rules });
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => {
      const why = (node.any[0] || node.all[0] || node.none[0] || { message: rule.help }).message;
      return `${rule.id}: ${node.target.join(" ")}: ${why} ${node.html.slice(0, 160)}`;
    })
  );
};
