@_exported import ShinsoData
@_exported import ShinsoNN
