"""all-MiniLM-L6-v2 in sentence-transformers from the engine files alone, without a model hub."""

import json
import pathlib
import shutil
import tempfile

from sentence_transformers import SentenceTransformer, models

# The published config.json, which the engine files leave out.
CONFIG = {
    "architectures": ["BertModel"],
    "model_type": "bert",
    "hidden_act": "gelu",
    "hidden_size": 384,
    "intermediate_size": 1536,
    "layer_norm_eps": 1e-12,
    "max_position_embeddings": 512,
    "num_attention_heads": 12,
    "num_hidden_layers": 6,
    "pad_token_id": 0,
    "type_vocab_size": 2,
    "vocab_size": 30522,
}


def load_model(folder: pathlib.Path) -> SentenceTransformer:
    """`folder` holds model.safetensors, tokenizer.json and vocab.txt. fp32, on the processor, 256 word pieces."""
    with tempfile.TemporaryDirectory() as copy:
        for name in ("model.safetensors", "tokenizer.json", "vocab.txt"):
            shutil.copy(folder / name, copy)
        (pathlib.Path(copy) / "config.json").write_text(json.dumps(CONFIG))
        encoder = models.Transformer(copy, max_seq_length=256)
    pooling = models.Pooling(CONFIG["hidden_size"])
    return SentenceTransformer(modules=[encoder, pooling, models.Normalize()], device="cpu")
