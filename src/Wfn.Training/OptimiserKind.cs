namespace Wfn.Training;

/// <summary>How gradients become steps.</summary>
public enum OptimiserKind
{
    /// <summary>Adam (Kingma and Ba, 2015).</summary>
    Adam,

    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,
}
