// The cost of starting the compiler.
int nothing() { return 0; }
