import ShinsoCommand

CommandLineProgram.main()
