"""The demo company: a believable shop with its people, months and pay. Same plan, same content."""
