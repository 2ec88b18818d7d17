@_exported import ShinsoNN
