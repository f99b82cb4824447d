"""True clients seen by three systems, with the dirt of real exports and the truth about who is who."""
