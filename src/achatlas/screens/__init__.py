"""What a screen says: the state that an address asks, its figures, its panels, its words; no request and no
template, which are the web's.
"""
