"""What there is to follow: the marchés that end, the register, what is bought off them."""
