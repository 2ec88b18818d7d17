import ShinsoCommand
import ShinsoExperiments

Catalog.add(LineExperiment.self)
CommandLineProgram.main()
