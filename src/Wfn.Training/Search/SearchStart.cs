namespace Wfn.Training.Search;

/// <summary>How the weights of a trial come onto a codebook before they are polished.</summary>
/// <param name="Delta">δ: the relative distance a weight may move on average.</param>
/// <param name="ZeroThreshold">γ0: smaller weights may become zero.</param>
/// <param name="Fractions">The fraction of all weights fixed after each round; a single 1 clusters once, without training before.</param>
public sealed record SearchStart(double Delta, double ZeroThreshold, EquatableArray<double> Fractions);
