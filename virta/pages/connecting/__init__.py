"""Where a person connects a channel to its network: by what they type, or at the network itself.

Everything that differs between networks comes from their own descriptions (`Network.ways`); no
network is named here.
"""
