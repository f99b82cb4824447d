"""The eleven key drivers (§4.3 of the domain specification): formulas, and the records they are counted from."""
