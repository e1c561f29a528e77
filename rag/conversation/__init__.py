"""A follow-up question made to stand alone: "And where?" after "When will it be signed?" -> "Where will it be signed?".

Rules over the words of the last turns, and a small regression that picks what a pronoun stands for. Pure.
"""

from rag.conversation.rewriting import standalone

__all__ = ["standalone"]
