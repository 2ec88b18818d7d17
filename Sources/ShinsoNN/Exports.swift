@_exported import ShinsoTensor
