from marketplace.technical.drawings.canvas import Drawer

DRAWINGS: dict[str, Drawer] = {}
