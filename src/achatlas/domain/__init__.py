"""Pure vocabulary of the product: identifiers, money, periods, balance, errors. Standard library only."""
