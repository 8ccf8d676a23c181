"""Who sells in the demo world: brands, boutiques and their towns. All invented but the towns."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Seller:
    slug: str
    name: str
    legal_name: str
    town: str
    postcode: str
    line1: str
    sports: tuple[str, ...]
    is_brand: bool = False
    score: str | None = None
    sales: int = 0
    lead_days: int = 1
    shipping: int = 490  # cents
    free_from: int | None = 6000
    pickup: bool = True
    cut_off: str = "15:00"
    story: str = ""


BOUTIQUES = (
    Seller("foulees-d-annecy", "Foulées d’Annecy", "Foulées d’Annecy SARL", "Annecy", "74000",
           "12 rue Carnot", ("running", "outdoor"), score="4.8", sales=612, cut_off="16:00",
           story="Quatre coureurs derrière le comptoir, un tapis d’analyse et trente ans de trail "
                 "autour du lac."),
    Seller("le-couloir-4", "Le Couloir 4", "Le Couloir 4 SAS", "Lille", "59000",
           "38 rue de Béthune", ("running", "fitness"), score="4.6", sales=431, shipping=390,
           story="La piste d’abord : pointes, chronos et conseils d’entraîneurs diplômés."),
    Seller("rocher-blanc", "Rocher Blanc", "Rocher Blanc SARL", "Grenoble", "38000",
           "5 place Victor-Hugo", ("outdoor", "running"), score="4.9", sales=1204, free_from=8000,
           story="Accompagnateurs en montagne le week-end, conseillers la semaine."),
    Seller("filet-et-ligne", "Filet & Ligne", "Filet et Ligne EURL", "Lyon", "69002",
           "21 rue Sainte-Hélène", ("tennis",), score="4.7", sales=518, lead_days=2,
           story="Cordage le jour même, 1 400 raquettes posées par an."),
    Seller("la-terre-battue", "La Terre Battue", "La Terre Battue SARL", "Bordeaux", "33000",
           "9 cours de l’Intendance", ("tennis", "fitness"), score="4.4", sales=203,
           story="Une boutique de club devenue adresse de quartier."),
    Seller("sentiers-du-sud", "Sentiers du Sud", "Sentiers du Sud SARL", "Nice", "06000",
           "3 avenue Jean-Médecin", ("outdoor", "running"), score="4.5", sales=322, shipping=590,
           story="Le trail sec, caillouteux, ensoleillé : nous courons où vous courez."),
    Seller("l-allure", "L’Allure", "Allure Nantes SAS", "Nantes", "44000",
           "17 rue Crébillon", ("running",), score="4.7", sales=745,
           story="Analyse de foulée sur rendez-vous, essais sur le quai."),
    Seller("cabane-32", "Cabane 32", "Cabane 32 EURL", "Tarbes", "65000",
           "32 rue Brauhauban", ("outdoor",), score="4.3", sales=98, lead_days=2, shipping=690,
           story="Bivouac léger et portage, au pied des Pyrénées."),
    Seller("court-central-rennes", "Court Central", "Court Central Rennes SARL", "Rennes", "35000",
           "6 rue Le Bastard", ("tennis",), score="4.6", sales=287,
           story="Six terrains d’essai au club voisin."),
    Seller("atelier-du-souffle", "L’Atelier du Souffle", "Atelier du Souffle SAS", "Strasbourg",
           "67000", "14 rue des Serruriers", ("fitness", "running"), score="4.5", sales=176,
           story="Matériel de salle choisi par des préparateurs physiques."),
    Seller("vertige-sports", "Vertige Sports", "Vertige Sports SARL", "Chambéry", "73000",
           "28 place Saint-Léger", ("outdoor", "running"), score="4.8", sales=866, free_from=5000,
           story="Deux étages, mille chaussures, une vue sur le Nivolet."),
    Seller("ligne-de-fond", "Ligne de Fond", "Ligne de Fond SARL", "Toulouse", "31000",
           "11 rue de la Colombette", ("tennis", "running", "fitness"), score=None, sales=12,
           shipping=450, story="Ouverte ce printemps par deux anciens de la ligue."),
    Seller("roue-libre", "Roue Libre", "Roue Libre SARL", "Nantes", "44000", "9 rue de Strasbourg",
           ("velo",), score="4.7", sales=688, lead_days=2, free_from=9000,
           story="Étude posturale, montage à la main, essais sur le canal."),
    Seller("braquet-et-fils", "Braquet & Fils", "Braquet et Fils SAS", "Dijon", "21000",
           "27 rue de la Liberté", ("velo", "running"), score="4.5", sales=354,
           story="Trois générations de mécaniciens, un atelier ouvert le lundi."),
    Seller("ligne-d-eau", "Ligne d’Eau", "Ligne d’Eau SARL", "Antibes", "06600",
           "4 boulevard Albert-1er", ("natation", "running"), score="4.6", sales=241,
           story="Maîtres-nageurs et triathlètes, à cent mètres de l’eau."),
    Seller("neige-et-roc", "Neige & Roc", "Neige et Roc SARL", "Briançon", "05100",
           "2 Grande Rue", ("ski-alpin", "ski-nordique", "snowboard", "escalade", "outdoor"),
           score="4.8", sales=971, free_from=8000,
           story="Guides l’été, pisteurs l’hiver : nous skions ce que nous vendons."),
    Seller("carre-d-as-ski", "La Carre", "La Carre SAS", "Albertville", "73200",
           "31 rue de la République", ("ski-alpin", "snowboard"), score="4.6", sales=529,
           lead_days=2, story="Affûtage et adaptation de chaussures, tous les jours."),
    Seller("la-dalle", "La Dalle", "La Dalle EURL", "Fontainebleau", "77300",
           "16 rue Grande", ("escalade", "outdoor"), score="4.9", sales=417,
           story="Tous les chaussons s’essaient sur notre pan de quatre mètres."),
    Seller("onze-titulaires", "Onze Titulaires", "Onze Titulaires SARL", "Lens", "62300",
           "8 rue Jean-Létienne", ("football", "rugby", "handball"), score="4.4", sales=812,
           shipping=390, story="Flocage dans l’heure, équipement de 140 clubs."),
    Seller("le-cinq-majeur", "Le Cinq Majeur", "Cinq Majeur SAS", "Le Mans", "72000",
           "20 avenue du Général-Leclerc", ("basketball", "volleyball", "handball"), score="4.5",
           sales=366, story="Un demi-terrain dans l’arrière-boutique."),
    Seller("troisieme-mi-temps", "Troisième Mi-Temps", "Troisième Mi-Temps SARL", "Biarritz",
           "64200", "5 rue Gambetta", ("rugby", "football"), score="4.7", sales=298,
           story="Tenue par deux anciens talonneurs."),
    Seller("top-spin", "Top Spin", "Top Spin EURL", "Angers", "49000", "13 rue Lenepveu",
           ("tennis-de-table", "badminton", "padel"), score="4.6", sales=187, lead_days=2,
           story="Bois et revêtements collés sur demande."),
    Seller("le-ring", "Le Ring", "Le Ring SARL", "Marseille", "13006", "44 rue de Rome",
           ("sports-de-combat", "fitness"), score="4.5", sales=265,
           story="Une salle au sous-sol, la boutique au-dessus."),
    Seller("les-neuf-trous", "Les Neuf Trous", "Neuf Trous SAS", "Deauville", "14800",
           "7 place Morny", ("golf", "padel", "tennis"), score="4.4", sales=149, free_from=12000,
           story="Essai des clubs au radar, sur rendez-vous."),
)  # fmt: skip

BRANDS = (
    Seller("altavia", "Altavia", "Altavia Sport SAS", "Annecy", "74940", "2 route des Creuses",
           ("running", "outdoor"), True, "4.6", 2210, lead_days=2, pickup=False),
    Seller("norrsken", "Norrsken", "Norrsken France SAS", "Paris", "75011",
           "60 rue Oberkampf", ("running", "fitness"), True, "4.4", 1650, lead_days=2,
           pickup=False),
    Seller("sente", "Sente", "Sente Équipement SARL", "Gap", "05000", "8 avenue d’Embrun",
           ("outdoor", "running"), True, "4.7", 934, pickup=False),
    Seller("ligne-claire", "Ligne Claire", "Ligne Claire Tennis SAS", "Lyon", "69007",
           "44 avenue Jean-Jaurès", ("tennis",), True, "4.5", 704, pickup=False),
    Seller("granit", "Granit", "Granit Montagne SAS", "Chambéry", "73000", "5 quai des Allobroges",
           ("outdoor",), True, "4.8", 1312, lead_days=3, pickup=False),
    Seller("pas-de-loup", "Pas de Loup", "Pas de Loup SARL", "Rennes", "35200",
           "19 rue de Châtillon", ("running",), True, "4.3", 402, lead_days=2, pickup=False),
    Seller("vallonge", "Vallonge", "Vallonge Cycles SAS", "Saint-Étienne", "42000",
           "12 rue de la Montat", ("velo",), True, "4.6", 588, lead_days=3, pickup=False),
    Seller("versant-nord", "Versant Nord", "Versant Nord SAS", "Annecy", "74000",
           "18 avenue de Genève", ("ski-alpin", "ski-nordique", "snowboard"), True, "4.7", 903,
           lead_days=2, pickup=False),
    Seller("piton", "Piton", "Piton Escalade SARL", "Crolles", "38920", "40 rue de la Houille",
           ("escalade",), True, "4.8", 642, pickup=False),
    Seller("tribune", "Tribune", "Tribune Sport SAS", "Troyes", "10000", "3 rue du Ravelin",
           ("football", "rugby", "handball", "basketball", "volleyball"), True, "4.4", 1120,
           lead_days=2, pickup=False),
)  # fmt: skip

# Brands whose products boutiques sell, and which do not sell here themselves.
BRANDS_ONLY = (
    ("Voltige", ("tennis", "fitness")), ("Estran", ("running", "fitness")),
    ("Mistral & Fils", ("outdoor",)), ("Kvist", ("outdoor", "running")),
    ("Baseline", ("tennis",)), ("Cadran", ("running", "outdoor")),
    ("Tarn", ("outdoor",)), ("Ortie", ("running", "fitness")),
    ("Moyeu", ("velo",)), ("Cadence 90", ("velo", "natation")),
    ("Apnée", ("natation",)), ("Houle", ("natation",)),
    ("Fairway 18", ("golf",)), ("Bandeja", ("padel",)), ("Volant d’Or", ("badminton",)),
    ("Névé Blanc", ("ski-alpin", "ski-nordique", "snowboard")), ("Bivouac 8", ("escalade",)),
    ("Crampon", ("football", "rugby")), ("Panier Haut", ("basketball", "volleyball")),
    ("Sept Mètres", ("handball",)), ("Mêlée", ("rugby",)),
    ("Picot", ("tennis-de-table", "badminton")), ("Uppercut", ("sports-de-combat",)),
    ("Tatami", ("sports-de-combat",)), ("Bois 3", ("golf",)),
    ("Revers 21", ("tennis-de-table", "padel", "badminton")),
)  # fmt: skip

# Days since those who came last sell here; the others came before.
NEWCOMERS = {
    "ligne-de-fond": 9, "les-neuf-trous": 23, "top-spin": 41, "la-terre-battue": 58,
    "vallonge": 70, "cabane-32": 96,
}  # fmt: skip

DIRECTIONS = {
    "foulees-d-annecy": "Derrière l’église Notre-Dame-de-Liesse, à cinq minutes à pied de la gare. "
                        "Parking Bonlieu à 200\u00a0m.",
    "rocher-blanc": "Tram A ou B, arrêt Victor-Hugo. Entrée sous l’enseigne verte, au fond de la "
                    "cour.",
    "filet-et-ligne": "Métro A, Ampère-Victor-Hugo ; sonnez si le rideau est à mi-hauteur.",
    "la-dalle": "En face des halles. Le pan d’essai est au sous-sol, sans ascenseur.",
    "ligne-de-fond": "Métro Jean-Jaurès, sortie Colombette. Deux arceaux à vélo devant la porte.",
}  # fmt: skip
