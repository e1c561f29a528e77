"""Writers: a chat model's draft in, the sentences of it that the article supports out."""

from rag.writing.calling import Caller, Limits
from rag.writing.checking import Checker
from rag.writing.judging import Judge
from rag.writing.models import ChatModel, open_model
from rag.writing.probing import Probe, probe
from rag.writing.writer import ModelWriter

__all__ = ["Caller", "ChatModel", "Checker", "Judge", "Limits", "ModelWriter", "Probe", "open_model", "probe"]
