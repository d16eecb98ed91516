"""A contract for import-linter: a package imports named modules, the standard library, nothing else."""

import sys

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OnlyContract(Contract):
    """Options: `source`, a package; `allowed`, the modules that it may import."""

    source = fields.StringField()
    allowed = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        stray = [
            f"{importer} imports {imported}"
            for importer in sorted(package(graph, self.source))
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if not self.may_import(imported)
        ]
        return ContractCheck(kept=not stray, metadata={"stray": stray})

    def may_import(self, module: str) -> bool:
        inside = module == self.source or module.startswith(f"{self.source}.")
        return inside or module in self.allowed or module.split(".")[0] in sys.stdlib_module_names

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["stray"]:
            output.print_error(line)


def package(graph: ImportGraph, name: str) -> set[str]:
    return {name, *graph.find_descendants(name)} if name in graph.modules else set()
