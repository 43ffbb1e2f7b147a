"""SPARQL 1.1 servers: asked through the door of the embedded store, and given a graph.

``address`` says what an address may be, ``client`` speaks HTTP, ``store`` is a server to be read, ``push`` sends it the
graphs that have changed. Nothing is imported here: to know an address no HTTP is needed.
"""
