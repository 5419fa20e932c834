// Nothing is called from outside: the library is loaded before others into a daemon that is counted (LD_PRELOAD).
