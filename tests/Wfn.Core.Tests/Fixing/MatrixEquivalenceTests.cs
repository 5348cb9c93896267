using CsCheck;
using Wfn.Fixing;

namespace Wfn.Core.Tests.Fixing;

/// <summary>The fast clustering must be the straightforward one, weight for weight.</summary>
public class MatrixEquivalenceTests
{
    private static readonly Gen<float> Ordinary = Gen.Float[-1.5f, 1.5f];
    private static readonly Gen<float> Small = Gen.Select(Gen.Float[-1f, 1f], Gen.Int[-14, 0], (m, e) => MathF.ScaleB(m, e));
    private static readonly Gen<float> OnGrid = Gen.Select(Gen.Int[-48, 48], Gen.Int[-11, -3], (m, e) => MathF.ScaleB(m, e));
    private static readonly Gen<float> Special =
        Gen.OneOfConst(0f, -0f, 0.0078125f, -0.0078125f, 0.00390625f, 1e-40f, -1e-45f, float.Epsilon, 1f, -1f);

    private static readonly Gen<float[]> Weights = Gen.OneOf(
        Ordinary.Array[0, 300],
        Small.Array[1, 300],
        OnGrid.Array[1, 300],
        Gen.Frequency((6, Ordinary), (6, Small), (4, OnGrid), (1, Special)).Array[1, 200],
        Gen.Select(Ordinary, Gen.Int[1, 40], (w, n) => Enumerable.Repeat(w, n).ToArray()));

    private static readonly Gen<FixingOptions> Options = Gen.Select(
        Gen.OneOf(Gen.Double[0.004, 0.12], Gen.OneOfConst(0.0075, 0.01, 0.015, 0.05, 0.3, 0.99)),
        Gen.OneOf(Gen.Int[-9, -5].Select(e => Math.Pow(2, e)), Gen.Double[0.002, 0.04]),
        Gen.Bool,
        Gen.OneOfConst(
            new FixingOptions().Fractions,
            [0.5, 1.0],
            [1.0],
            [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]),
        (delta, zero, recluster, fractions) => new FixingOptions
        {
            Delta = delta,
            ZeroThreshold = zero,
            Recluster = recluster,
            Fractions = fractions,
        });

    [Fact]
    public void Every_round_equals_the_matrix_version() =>
        Gen.Select(Weights, Options).Sample((weights, options) =>
        {
            var ours = (float[])weights.Clone();
            FixingRound? last = null;
            for (var t = 0; t < options.Fractions.Count; t++)
            {
                var expected = MatrixFixing.Cluster(ours, t, options, last);
                last = WeightFixing.Cluster(ours, t, options, last);
                if (!expected.Equals(last))
                {
                    return false;
                }

                WeightFixing.Apply(ours, last);
            }

            return true;
        }, iter: 300, print: Print);

    [Fact]
    public void A_session_equals_round_after_round() =>
        Gen.Select(Weights, Options).Sample((weights, options) =>
        {
            var expected = (float[])weights.Clone();
            var rounds = new List<FixingRoundSummary>();
            FixingRound? last = null;
            for (var t = 0; t < options.Fractions.Count; t++)
            {
                last = WeightFixing.Cluster(expected, t, options, last);
                WeightFixing.Apply(expected, last);
                rounds.Add(FixingRoundSummary.Of(last));
            }

            var actual = (float[])weights.Clone();
            using var session = new FixingSession(actual, options);
            while (!session.IsDone)
            {
                session.RunRound();
            }

            return expected.AsSpan().SequenceEqual(actual) && rounds.SequenceEqual(session.Rounds);
        }, iter: 500, print: Print);

    private static string Print((float[] Weights, FixingOptions Options) sample) =>
        $"{sample.Options} {string.Join(", ", sample.Options.Fractions)} [{string.Join("f, ", sample.Weights.Select(w => w.ToString("R")))}]";
}
