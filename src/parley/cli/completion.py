"""`parley completion bash|zsh`: a script for the shell, written from the arguments that the commands declare."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

HELP = "print a completion script: source <(parley completion bash)"
SHELLS = ("bash", "zsh")


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley completion`."""
    parser.add_argument("shell", choices=SHELLS)


def run(args: argparse.Namespace) -> int:
    """Print the script."""
    print({"bash": BASH, "zsh": ZSH}[args.shell].replace("@TABLE@", "\n".join(_table())), end="")
    return 0


@dataclass(frozen=True, slots=True)
class Place:
    """What may stand after some words of a command: further words and options, and what an option is given."""

    words: tuple[str, ...]
    further: tuple[str, ...]
    options: tuple[str, ...]
    choices: tuple[tuple[str, tuple[str, ...]], ...]


def places(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[Place]:
    """Give every place of a command, from its parser."""
    further: dict[str, argparse.ArgumentParser] = {}
    plain: list[str] = []
    options: list[str] = []
    choices: list[tuple[str, tuple[str, ...]]] = []
    for action in parser._actions:  # noqa: SLF001  argparse has no other way to ask what was declared
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            further |= action.choices
        elif action.option_strings:
            options += [each for each in action.option_strings if each.startswith("--")]
            if action.choices:
                choices += [(each, tuple(map(str, action.choices))) for each in action.option_strings]
        elif action.choices:
            plain += map(str, action.choices)
    yield Place(words, (*further, *plain), tuple(options), tuple(choices))
    for name, inner in further.items():
        yield from places(inner, (*words, name))


def _table() -> Iterator[str]:
    from parley.cli.main import whole_parser  # noqa: PLC0415  it loads every command, this one too

    for place in places(whole_parser()):
        key = " ".join(place.words)
        yield f"    {_case(key)}) p_words={_listed(place.further)} p_options={_listed(place.options)} ;;"
        for option, values in place.choices:
            yield f"    {_case(f'{key} {option}'.strip())}) p_values={_listed(values)} ;;"


def _case(words: str) -> str:
    return shlex.quote(words)


def _listed(words: tuple[str, ...]) -> str:
    return shlex.quote(" ".join(words))


_COMMON = """_parley_at() {
    p_words= p_options= p_values=
    case "$1" in
@TABLE@
    esac
}

"""
BASH = (
    "# bash completion of parley, written by `parley completion bash`\n"
    + _COMMON
    + """_parley() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} key= next word
    local p_words p_options p_values
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        next="${key:+$key }$word"
        _parley_at "$key"
        case " $p_words " in *" $word "*) key=$next ;; esac
    done
    _parley_at "${key:+$key }$previous"
    if [[ -n $p_values ]]; then
        COMPREPLY=($(compgen -W "$p_values" -- "$current"))
        return
    fi
    _parley_at "$key"
    if [[ $current == -* ]]; then
        COMPREPLY=($(compgen -W "$p_options" -- "$current"))
    elif [[ -n $p_words ]]; then
        COMPREPLY=($(compgen -W "$p_words" -- "$current"))
    else
        COMPREPLY=($(compgen -f -- "$current"))
    fi
}
complete -o filenames -F _parley parley
"""
)
ZSH = (
    "#compdef parley\n# zsh completion of parley, written by `parley completion zsh`\n"
    + _COMMON
    + """_parley() {
    local key= next word p_words p_options p_values
    for word in "${(@)words[2,CURRENT-1]}"; do
        next="${key:+$key }$word"
        _parley_at "$key"
        [[ " $p_words " == *" $word "* ]] && key=$next
    done
    _parley_at "${key:+$key }${words[CURRENT-1]}"
    if [[ -n $p_values ]]; then
        compadd -- ${=p_values}
        return
    fi
    _parley_at "$key"
    if [[ $PREFIX == -* ]]; then
        compadd -- ${=p_options}
    elif [[ -n $p_words ]]; then
        compadd -- ${=p_words}
    else
        _files
    fi
}
compdef _parley parley
"""
)
