namespace Wfn.Tool.Commands.Compress;

/// <summary>What a command line of <c>compress</c> asks for.</summary>
/// <param name="Trains">Whether the network is retrained.</param>
/// <param name="Searches">Whether the smallest codebook that loses nothing is searched for.</param>
/// <param name="Reclusters">Whether the method is the authors', as published.</param>
internal readonly record struct CompressMode(bool Trains, bool Searches, bool Reclusters);
