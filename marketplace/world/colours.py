"""Colourways: a name, its family, and the two or three tints that a drawing uses."""

COLOURWAYS = (
    ("Bleu lac", "blue", ("#3d8fb5", "#f3c12f", "#f7f5ef")),
    ("Nuit", "blue", ("#22405f", "#8fc1d6", "#f7f5ef")),
    ("Glacier", "blue", ("#a9cfdd", "#0d5878", "#ffffff")),
    ("Terre cuite", "orange", ("#d9603b", "#fbe9d8", "#f7f5ef")),
    ("Abricot", "orange", ("#efa05a", "#7a2b12", "#fff8ee")),
    ("Carbone", "black", ("#2f3438", "#c8370f", "#ffffff")),
    ("Encre", "black", ("#1d2125", "#8d969c", "#dedbd0")),
    ("Lavande", "purple", ("#8a63a8", "#ffffff", "#f7f5ef")),
    ("Sapin", "green", ("#3e8e62", "#f3c12f", "#f7f5ef")),
    ("Lichen", "green", ("#9db38a", "#33503d", "#f4f3ea")),
    ("Genêt", "yellow", ("#d9a417", "#14181b", "#f7f5ef")),
    ("Craie", "white", ("#f1efe7", "#c8370f", "#e4e0d3")),
    ("Ardoise", "grey", ("#7a858c", "#f3c12f", "#eceae2")),
    ("Brume", "grey", ("#c3c8c9", "#2f7fa3", "#f7f5ef")),
    ("Framboise", "pink", ("#c2456f", "#fbd9e2", "#f7f5ef")),
    ("Grenat", "red", ("#9c2a2a", "#f0d9b5", "#f7f5ef")),
    ("Coquelicot", "red", ("#d43a2c", "#14181b", "#ffffff")),
    ("Noisette", "brown", ("#8a6242", "#e7d3ae", "#f4efe4")),
)
