// Schedules as text: traces that replay, and the C++ that builds them.
#pragma once

#include <tenon/schedule/replay.hpp>
#include <tenon/schedule/source.hpp>
