"""A believable history, made by the production line in virtual time: for boards, trials and measurements."""
