"""What marchés and needs ask to be watched: pure rules over rows of the register, no store and no screen."""
