// Functions that run between giving pages back and falling asleep are placed together in the file: of the program a
// sleeping agent has a page or two resident, and not one for each of them.
#pragma once

/// Before the definition of such a function.
#define AGENT_WAIT_PATH [[gnu::section(".text.hot")]]
