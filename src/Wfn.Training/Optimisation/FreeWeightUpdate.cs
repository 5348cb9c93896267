using Wfn.Fixing;
using Wfn.Training.Regularisation;

namespace Wfn.Training.Optimisation;

/// <summary>A round's training: the free weights follow the loss and are drawn towards the centres; fixed ones stay.</summary>
/// <param name="weights">The weights.</param>
/// <param name="free">Which of them are free.</param>
/// <param name="fixing">The round before, whose centres draw them; null in the first one.</param>
/// <param name="options">Optimiser, clipping, weight decay and the regulariser's ratio.</param>
/// <param name="learningRate">The learning rate.</param>
/// <param name="threads">Threads to compute with.</param>
internal sealed class FreeWeightUpdate(
    WeightVector weights, bool[] free, FixingRound? fixing, RetrainingOptions options, double learningRate, int threads) : IWeightUpdate
{
    // A round begins with empty moments, so that weights fixed since then have none that could move them.
    private readonly IOptimiser optimiser = Optimisers.Create(options, weights.Values.Length);
    private readonly ClusterRegulariser? regulariser = fixing is null || options.RegularisationRatio == 0
        ? null
        : new ClusterRegulariser(fixing.Centres.AsSpan(), options.Fixing.ZeroThreshold, options.Temperature, options.Fixing.Distance);
    private readonly float[] pull = new float[weights.CodebookLength];

    /// <inheritdoc/>
    public void Apply(double loss)
    {
        var gradient = weights.Gradient;
        var scale = regulariser is null ? 0 : Pull(loss, regulariser);
        if (scale == 0)
        {
            FreeGradient.Mask(gradient, free);
        }
        else
        {
            FreeGradient.MaskAndAdd(gradient.AsSpan(0, pull.Length), free, pull, scale);
            FreeGradient.Mask(gradient.AsSpan(pull.Length), free.AsSpan(pull.Length));
        }

        GradientNorm.Clip(gradient, options.GradientClip);
        Decay(gradient);
        optimiser.Step(weights.Values, gradient, learningRate);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer) => optimiser.Write(writer);

    /// <inheritdoc/>
    public void Read(BinaryReader reader) => optimiser.Read(reader);

    // After clipping, as where an optimiser decays. Fixed weights have to stay, so that the optimiser itself does not.
    private void Decay(Span<float> gradient)
    {
        var decay = (float)options.WeightDecay;
        for (var i = 0; decay > 0 && i < gradient.Length; i++)
        {
            gradient[i] += free[i] ? decay * weights.Values[i] : 0;
        }
    }

    // The weight of the regulariser makes its value a fixed part of the loss, and is itself taken as a constant.
    private float Pull(double loss, ClusterRegulariser drawing)
    {
        var value = drawing.Evaluate(weights.Values.AsMemory(0, pull.Length), free.AsMemory(0, pull.Length), pull, threads);
        return value == 0 ? 0 : (float)(options.RegularisationRatio * loss / value);
    }
}
