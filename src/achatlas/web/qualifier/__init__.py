"""What purchases are where the machine does not decide alone: the queue, and the rules of persons."""
