// One import for users: everything that the library targets offer.

@_exported import ShinsoData
@_exported import ShinsoFormats
@_exported import ShinsoModels
@_exported import ShinsoNN
@_exported import ShinsoTensor
@_exported import ShinsoTraining
@_exported import ShinsoZoo
