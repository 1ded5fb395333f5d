"""The certificate as a credential that proves itself: keys, badges, proofs, status lists, and the check of it all."""
