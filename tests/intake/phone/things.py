"""What calls are made of: a model for tests, espeak-ng, a switchboard, callers."""

import asyncio
import hashlib
import json
import shutil
import subprocess
import wave
from functools import cache
from pathlib import Path

import pytest

from intake.channels.phone import speaking
from tests.support.city import ROOT
from tests.support.needs import need

SHARED = ROOT.parent / "shared" / "voice"
FILES = {"model": "toy2_sv.onnx", "tokens": "toy2_tokens.txt"}
ASTERISK = ROOT / "var" / "asterisk"
SENTENCE = (
    "小区楼下夜里还在施工噪音扰民影响休息"  # the model knows 225 characters; these are among them
)


def needs_speech():
    there = all(map(shutil.which, ("espeak-ng", "sox"))) and (SHARED / FILES["model"]).exists()
    need("phone", there, "espeak-ng and the model in ../shared/voice")


def needs_calls():
    needs_speech()
    tools = all(map(shutil.which, ("sipp", "baresip", "sox")))
    need("phone", tools and (ASTERISK / ".ready").exists(), "sipp, baresip, sox, Asterisk")


def fixture_model(folder: Path) -> Path:
    """SenseVoice's interface, another network: proves the loading, not the hearing."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = {}
    for name, file in FILES.items():
        shutil.copy(SHARED / file, folder / file)
        rows[name] = [file, hashlib.sha256((SHARED / file).read_bytes()).hexdigest()]
    card = {"kind": "sense_voice", "fixture": True, "files": rows}
    (folder / "model.json").write_text(json.dumps(card), "utf-8")
    return folder


LINEAR = ("-t", "raw", "-e", "signed", "-b", "16", "-r", "8000", "-c", "1", "-")
A_LAW = ("-t", "raw", "-e", "a-law", "-b", "8", "-r", "8000", "-c", "1", "-")


@cache
def a_law(text: str = SENTENCE) -> bytes:
    """As a telephone network carries it."""
    sound = asyncio.run(speaking.espeak(text))
    return subprocess.run(
        ["sox", *LINEAR, *A_LAW], input=sound, capture_output=True, check=True
    ).stdout


@cache
def speech(text: str = SENTENCE) -> bytes:
    """As it comes out of a telephone network: the model has learnt from nothing else."""
    command = ["sox", *A_LAW, *LINEAR]
    return subprocess.run(command, input=a_law(text), capture_output=True, check=True).stdout


@pytest.fixture(scope="session")
def model(tmp_path_factory):
    needs_speech()
    return fixture_model(tmp_path_factory.mktemp("phone") / "model")


def said(text):
    """How the gateway says it."""
    return asyncio.run(speaking.espeak(text))


def spoken_file(path, sound):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(sound)
    return path


def seconds(sound):
    return len(sound) / 16_000
