using System.Globalization;

namespace Wfn.Training.Optimisation;

/// <summary>
/// A learning-rate range test (after Smith, WACV 2017): rates that grow from far too low to far too high show where training
/// begins to do harm, and a part of that rate is safe.
/// </summary>
internal static class LearningRateFinder
{
    /// <summary>Steps of the test.</summary>
    public const int Steps = 100;

    /// <summary>A network that is trained already has little to win from high rates, and much to lose.</summary>
    private const double SafePart = 0.05;

    // Harm is a loss above that of the network as it is by so much of it, and by a bit more where it is next to nothing.
    private const double HarmRatio = 1.5;
    private const double HarmMargin = 0.02;

    // The running mean forgets within ten steps.
    private const double Decay = 0.9;

    /// <summary>The rates that the test goes through, ascending in equal ratios.</summary>
    public static (double Lowest, double Highest) Bounds(OptimiserKind kind) => kind switch
    {
        OptimiserKind.Sgd => (1e-4, 10),
        _ => (1e-5, 0.1),
    };

    /// <summary>The rate of the step at an index.</summary>
    public static double RateAt(int step, OptimiserKind kind)
    {
        var (lowest, highest) = Bounds(kind);
        return lowest * Math.Pow(highest / lowest, (double)step / (Steps - 1));
    }

    /// <summary>Which rate is good, given the losses at each step; the test may have been stopped early.</summary>
    /// <param name="losses">The loss before each step.</param>
    /// <param name="kind">What the steps were made with.</param>
    /// <param name="unit">The size of a loss of something that has learnt nothing, in order of magnitude.</param>
    public static double Choose(IReadOnlyList<double> losses, OptimiserKind kind, double unit = 1)
    {
        // The first steps change next to nothing: their mean is the loss of the network as it is.
        var quiet = losses.Take(Steps / 5).Where(double.IsFinite).ToArray();
        var start = quiet.Length == 0 ? 0 : quiet.Average();
        var mean = start;
        for (var step = 0; step < losses.Count; step++)
        {
            mean = (Decay * mean) + ((1 - Decay) * losses[step]);
            if (!(mean <= (start * HarmRatio) + (HarmMargin * unit)))
            {
                return Rounded(RateAt(step, kind) * SafePart);
            }
        }

        return Rounded(Bounds(kind).Highest * SafePart);
    }

    // Two digits say all that the test knows.
    private static double Rounded(double value) =>
        double.Parse(value.ToString("E1", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
