import Testing

/// All tests with real processes, one after another: two daemons and their tools are load enough for a small machine.
@Suite("Real processes", .serialized)
struct Integration {}
