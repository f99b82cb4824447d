"""The records drivers are counted from: written down one by one; files of them come by ``drivers.importing``."""
