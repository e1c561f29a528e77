"""The engine: an article and a question in, an answer with checked citations out.

Knows nothing of `ui` or `eval`. `rag.chain` tells the way of a question; `rag.assembly` puts its parts together.
"""
