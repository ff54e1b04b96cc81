"""A real node under load, to be killed: it says what was accepted and how far joint numbers reach.

Lines of JSON on standard output: `{"accepted": [[id, tag], …]}` when they are durable,
`{"joint": [size, root]}` when numbers grew. Each line on standard input stops the load; `{"digest": …}` answers it
once the line is at rest. The end of the input ends it.
"""

import asyncio
import json
import os
import random
import sys
from pathlib import Path

from parley.app.assemble import parts_of
from parley.app.home import open_home
from parley.desk.messages import PlainStatement
from parley.node.effects import Effect
from parley.node.events import Submitted
from parley.node.sync import digest
from parley.runtime.loop import Runtime, together
from parley.words.terms import Precedence

LINE = "main"
BURST_MAX = 60
PAUSE_S_MAX = 0.03
LOOK_S = 0.01


def say(**what: object) -> None:
    """Write one line at once: what is in the pipe outlives this process."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


class Loaded:
    """The node and those who press on it."""

    def __init__(self, folder: Path) -> None:
        self.home = open_home(folder)
        self.runtime = Runtime(parts_of(self.home, LINE), self._nobody)
        self.rest = asyncio.Event()
        self.tag = f"{self.home.party}-{os.urandom(4).hex()}"

    def _nobody(self, effect: Effect) -> None:
        pass

    async def press(self) -> None:
        """Release bursts of statements, some urgent, until told to rest."""
        count = 0
        while not self.rest.is_set():
            tags = [f"{self.tag}-{count + more}" for more in range(random.randint(1, BURST_MAX))]
            count += len(tags)
            waiting = [self.runtime.submit_soon(self._statement(tag)) for tag in tags]
            answers = await asyncio.gather(*waiting, return_exceptions=True)
            kept = [
                (answer.id.hex(), tag)
                for answer, tag in zip(answers, tags, strict=True)
                if not isinstance(answer, BaseException) and answer.id is not None
            ]
            if kept:
                say(accepted=kept)
            await asyncio.sleep(random.uniform(0, PAUSE_S_MAX))
        await asyncio.Event().wait()  # the others go on

    def _statement(self, tag: str) -> Submitted:
        return Submitted(
            token=0,
            message=PlainStatement(language="en", text=tag),
            precedence=random.choice(list(Precedence)),
            officer_word=random.random() < 0.5,
        )

    async def look(self) -> None:
        """Tell how far joint numbers reach, whenever they have grown."""
        shown = 0
        while True:
            tree = self.runtime.node.state.record.joint_tree
            if tree.size != shown:
                shown = tree.size
                say(joint=[shown, tree.root().hex()])
            await asyncio.sleep(LOOK_S)

    async def obey(self) -> None:
        """Come to rest whenever told to, until the input ends."""
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while await reader.readline():
            self.rest.set()
            while not self.runtime.at_rest:  # noqa: ASYNC110  the node tells nobody when it has come to rest
                await asyncio.sleep(LOOK_S)
            say(digest=digest(self.runtime.node.state).hex())


async def main(folder: Path) -> None:
    """Run until the input ends or somebody kills it."""
    loaded = Loaded(folder)
    await together(loaded.runtime.run(), loaded.obey(), loaded.look(), loaded.press())


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
