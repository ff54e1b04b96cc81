// The live part of every page.

