"""The chat model that `FOOTNOTE_MODEL` names. The only importer of LangChain's chat models."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rag.errors import BadSetting, ModelFault
from rag.writing.prompting import SCHEMA

if TYPE_CHECKING:
    from langchain_core.language_models import LanguageModelInput
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable

# The most that a model on this machine writes; those behind a server have their own bound.
_MOST_TOKENS = 400


@dataclass(frozen=True, slots=True)
class ChatModel:
    """A chat model; `form` are the options of a call that hold its answer to `SCHEMA`, none where there are none."""

    client: Runnable[LanguageModelInput, AIMessage]
    form: Mapping[str, Any] = field(default_factory=dict)


def open_model(name: str, url: str = "", timeout: float = 30) -> ChatModel:
    """Return the model `provider:model`; keys come from the provider's own variables.

    `url` is the server's address, for providers that take one. Raises `BadSetting` if the name has no provider, and
    `ModelFault` with the command to install the provider's package, or with what else is missing.
    """
    provider, colon, model = name.partition(":")
    if not (provider and colon and model):
        raise BadSetting(f"FOOTNOTE_MODEL is {name!r}; give provider:model, such as ollama:llama3.2.")
    options: dict[str, Any] = {} if provider == "huggingface" else {"temperature": 0}
    if provider == "ollama":
        options["client_kwargs"] = {"timeout": timeout, "trust_env": False}
    elif provider != "huggingface":
        # Retrying is ours: the provider's own would hold the question past its time.
        options |= {"timeout": timeout, "max_retries": 0}
    if provider == "openai":
        options["stream_usage"] = True
    if url:
        options["base_url"] = url
    from langchain.chat_models import init_chat_model  # noqa: PLC0415

    try:
        opened = init_chat_model(model, model_provider=provider, **options)
    except ImportError as error:
        # LangChain's message names the package, which is not always the provider's name.
        told = re.search(r"pip install ([\w.-]+)", str(error))
        package = told[1] if told else f"langchain-{provider.replace('_', '-')}"
        raise ModelFault(f"FOOTNOTE_MODEL is {name!r}, which needs a package; run: pip install {package}") from None
    except ValueError as error:
        raise BadSetting(f"FOOTNOTE_MODEL is {name!r}: {first_line(error)}") from None
    # Each provider's client raises errors of its own: a missing key, a wrong address.
    except Exception as error:  # noqa: BLE001
        raise ModelFault(f"{name} cannot be used: {first_line(error)}") from None
    return _asked_rightly(opened, provider)


def _asked_rightly(opened: Runnable[LanguageModelInput, AIMessage], provider: str) -> ChatModel:
    if provider == "huggingface":
        # The pipeline takes these with each call, and no temperature of 0.
        return ChatModel(opened.bind(pipeline_kwargs={"do_sample": False, "max_new_tokens": _MOST_TOKENS}))
    if provider == "ollama":
        return ChatModel(opened, {"format": SCHEMA})
    if provider in {"openai", "azure_openai"}:
        form = {"type": "json_schema", "json_schema": {"name": "draft", "strict": True, "schema": SCHEMA}}
        # In the body as it is: named as an option, it would keep the client from streaming.
        return ChatModel(opened, {"extra_body": {"response_format": form}})
    return ChatModel(opened)


def first_line(error: Exception) -> str:
    """Return the first line of an error's message, or its name if it has none."""
    return next(iter(str(error).strip().splitlines()), "")[:200] or type(error).__name__
