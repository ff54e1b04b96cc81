"""Where private keys are kept: one interface, one file for each adapter.

May import node and what is below it; the cryptographic library only through seal.
"""
