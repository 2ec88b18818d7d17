import ShinsoCommand

restartWithShortWaits()
CommandLineProgram.main()
