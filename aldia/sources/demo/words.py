"""The words the made-up names are put together from. The lists are ours; none was copied."""

TRADES = (
    "Acabados", "Aluminios", "Arquitectura", "Azulejos", "Baños", "Carpintería", "Cerámicas",
    "Cocinas", "Constructora", "Cubiertas", "Decoración", "Diseño", "Estudio", "Ferretería",
    "Fachadas", "Fontanería", "Hogar", "Hoteles", "Iluminación", "Instalaciones", "Interiores",
    "Jardines", "Maderas", "Materiales", "Mosaicos", "Obras", "Pavimentos", "Piedra", "Piscinas",
    "Proyectos", "Reformas", "Revestimientos", "Suministros", "Tiendas",
)  # fmt: skip

PLACES = {
    "ES": (
        "Almajada", "Brezal", "Cabo Sereno", "del Alcor", "del Azahar", "del Turia", "El Olivar",
        "La Serreta", "Levante", "Llano Alto", "Marismas", "Mirador", "Monte Claro", "Peñalba",
        "Poniente", "Puerto Bravo", "Ribera Alta", "Sierra Parda", "Tramontana", "Valdehoya",
        "Vega Honda", "Xaloc",
    ),
    "MX": (
        "Agave Azul", "Barranca Honda", "del Bajío", "del Mezquite", "El Huizache", "La Cantera",
        "Laguna Seca", "Nopalera", "Ocotal", "Sierra Gorda", "Tierra Caliente", "Valle Nuevo",
    ),
    "CO": (
        "Alto Páramo", "Cafetal", "del Guayacán", "El Frailejón", "La Ceiba", "Llano Verde",
        "Río Claro", "Sabana", "Tierra Fría", "Valle Alegre", "Yarumo",
    ),
    "CL": (
        "Alto Ñirre", "Araucaria", "Cordillera", "del Quillay", "El Boldo", "La Vertiente",
        "Lago Sur", "Maitén", "Puerto Lenga", "Valle Central",
    ),
    "PE": (
        "Alto Misti", "Chacra Vieja", "del Molle", "El Algarrobo", "La Quinua", "Puna",
        "Sierra Blanca", "Valle Sagrado", "Yunga",
    ),
    "AR": (
        "Aguaribay", "Del Plata", "El Ombú", "La Tranquera", "Litoral", "Pampa Alta", "Quebracho",
        "Tres Arroyos",
    ),
    "EC": ("Alto Páramo", "Costa Mar", "El Guayabo", "La Chorrera", "Mitad", "Sierra Nevada"),
}  # fmt: skip

FIRST_NAMES = (
    "Adela", "Álvaro", "Amparo", "Andrés", "Beatriz", "Bruno", "Camila", "Carmen", "Clara",
    "Daniel", "Diego", "Elena", "Emilio", "Esteban", "Eva", "Fabián", "Gabriela", "Gonzalo",
    "Héctor", "Inés", "Irene", "Jimena", "Joaquín", "Julia", "Laura", "Lorena", "Lucía", "Manuel",
    "Marcos", "Marina", "Martín", "Mateo", "Natalia", "Nuria", "Pablo", "Paloma", "Raúl", "Rocío",
    "Rubén", "Sara", "Sergio", "Silvia", "Sonia", "Tomás", "Valentina", "Vicente", "Víctor",
    "Ximena",
)  # fmt: skip

SURNAMES = (
    "Aguado", "Alcaraz", "Barrios", "Belmonte", "Bernal", "Cabrera", "Calvo", "Carmona", "Castaño",
    "Cifuentes", "Collado", "Cordero", "Duarte", "Escobar", "Espinosa", "Ferrer", "Figueroa",
    "Fuentes", "Galindo", "Gallego", "Herrera", "Hidalgo", "Ibáñez", "Jara", "Ledesma", "Llorens",
    "Lozano", "Luján", "Manrique", "Marín", "Medina", "Mejía", "Moya", "Navarro", "Ochoa",
    "Olivares", "Pacheco", "Palacios", "Peñalver", "Pineda", "Quiroga", "Rentería", "Rivas",
    "Robles", "Salcedo", "Sanchis", "Santana", "Segura", "Serrano", "Soler", "Tejada", "Toledo",
    "Uribe", "Valverde", "Vidal", "Villar", "Zamora",
)  # fmt: skip

ONSETS = ("Al", "Bra", "Ca", "Cor", "Du", "Fe", "Ga", "Lu", "Ma", "No", "Or", "Pe", "Sa", "Vi")
MIDDLES = ("da", "la", "li", "ma", "me", "na", "ni", "ra", "re", "si", "ta", "ve")
CODAS = ("bel", "ca", "dal", "dez", "gar", "lia", "mar", "nor", "ra", "ria", "sol", "tea", "via")

FORMS = {
    "ES": ("SL", "SL", "SL", "SLU"),
    "MX": ("SA de CV", "SA de CV", "S de RL de CV"),
    "CO": ("SAS", "SAS", "Ltda."),
    "CL": ("SpA", "Ltda.", "SA"),
    "PE": ("SAC", "SAC", "SRL"),
    "AR": ("SRL", "SA"),
    "EC": ("Cía. Ltda.", "SA"),
}

ROLES = ("Cuentas por pagar", "Administración", "Tesorería", "Gerencia")
SALES_OWNERS = ("Amparo Llorens", "Joaquín Vidal", "Nuria Sanchis", "Mateo Rivas")

DISPUTE_TEXTS = {
    "PRICE": "El precio por metro no coincide con la oferta que aceptamos.",
    "QTY": "Llegaron tres cajas menos de las que dice el albarán.",
    "QUALITY": "Varias piezas tienen el esmalte dañado; les mandamos fotos.",
    "NOT_DELIVERED": "El transporte todavía no ha entregado este pedido.",
    "NO_PO": "Sin número de orden de compra no podemos registrar la factura.",
    "DATA": "La dirección fiscal de la factura es la antigua.",
    "DISCOUNT": "Falta aplicar el descuento acordado por volumen.",
}
HOLD_REASONS = (
    "El comercial está renegociando el pedido con el cliente.",
    "El cliente está de mudanza y pidió unos días.",
    "Pendiente de que almacén confirme la devolución.",
)
REPLIES = (
    "Buenos días, ¿nos pueden reenviar la factura con nuestro número de pedido? Gracias.",
    "Hola, hemos cambiado de banco. ¿Nos confirman la cuenta en la que debemos pagar?",
    "Buenas tardes. Esta semana cerramos el mes; les escribo en cuanto salga la transferencia.",
)
