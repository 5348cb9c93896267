namespace Wfn.Training;

/// <summary>How gradients become steps.</summary>
public enum OptimiserKind
{
    /// <summary>Adam without weight decay (Kingma and Ba, 2015).</summary>
    Adam,

    /// <summary>Stochastic gradient descent with a momentum of 0.9, without weight decay.</summary>
    Sgd,
}
