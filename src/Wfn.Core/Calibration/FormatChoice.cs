using System.Globalization;
using Wfn.Artifact;
using Wfn.Fixing.Compensation;
using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Calibration;

/// <summary>Formats of a network's activations, chosen by what they cost the outputs: 16 bits where fewer cost too much.</summary>
/// <param name="Formats">The formats, as <see cref="FormatCalibration.Assign"/> gives them.</param>
/// <param name="Change">
/// How much rounding activations to them changes the outputs of the network that computes in float32, as <see cref="OutputComparison.Change"/>.
/// </param>
/// <param name="ChangeUnwidened">The same where no activation had been widened.</param>
/// <param name="Widened">Activations that got 16 bits because fewer cost too much, the dearest first.</param>
public sealed record FormatChoice(
    EquatableArray<ActivationFormat> Formats, double Change, double ChangeUnwidened, EquatableArray<string> Widened)
{
    /// <summary>The change of outputs from which on activations are widened.</summary>
    public const double MostChange = 0.1;

    /// <summary>The change past which fixed point is no use, and float32 code better.</summary>
    public const double MuchWorse = OutputLimits.DefaultMost;

    private const int WideBits = 16;
    private const int MostSamples = 48;
    private const int LeastSamples = 4;

    /// <summary>Whether fixed point is so much worse than float32 that it is no use.</summary>
    public bool IsMuchWorse => !(Change <= MuchWorse);

    /// <summary>Chooses.</summary>
    /// <param name="graph">The network, its weights as they will be stored.</param>
    /// <param name="observer">What was seen of every activation.</param>
    /// <param name="samples">Samples of the inputs, to see what formats cost.</param>
    /// <param name="bits">Width of ordinary activations, 4 to 16.</param>
    /// <param name="codebook">The network's codebook; null when no weight is fixed.</param>
    /// <param name="widens">Whether activations may get more bits than that.</param>
    /// <param name="threads">The most threads, 0 for one a core; the choice does not depend on it.</param>
    /// <exception cref="Diagnostics.WfnException">See <see cref="FormatCalibration.Assign"/>.</exception>
    public static FormatChoice Of(
        NetworkGraph graph, ActivationObserver observer, InputSamples samples, int bits, Codebook? codebook, bool widens = true, int threads = 0)
    {
        var formats = FormatCalibration.Assign(graph, observer, bits, codebook);
        var index = new GraphIndex(SampleForm.Of(graph));
        var count = MemoryNeed.Affordable(Math.Min(samples.Count, MostSamples), 2 * MemoryNeed.All(index), LeastSamples);
        count = (int)Math.Min(count, Math.Max(LeastSamples, UntrainedFixing.MostComparison / Math.Max(1, UntrainedFixing.MultiplyAdds(index))));
        var rounding = new RoundedRuns(index, samples, Math.Min(count, samples.Count), threads);
        var unwidened = rounding.Change(formats);
        var (change, widened) = (unwidened, Array.Empty<string>());
        if (!widens || bits >= WideBits || unwidened <= MostChange)
        {
            return new FormatChoice(formats, change, unwidened, []);
        }

        // The dearest first, twice as many each time: each is seldom alone.
        var groups = FormatGroups.Of(index);
        var byCost = groups.Where(group => formats.Any(format => group.Members.Contains(format.Value) && format.Format.Bits < FormatCalibration.Widened(format.Format)))
            .OrderByDescending(group => rounding.Change(formats.Where(format => group.Members.Contains(format.Value)))).ToArray();
        for (var taken = 1; ; taken *= 2)
        {
            var wide = byCost.Take(taken).SelectMany(group => group.Members).ToArray();
            var tried = FormatCalibration.Assign(graph, observer, bits, codebook, new HashSet<string>(wide, StringComparer.Ordinal));
            var itsChange = rounding.Change(tried);
            if (itsChange < change)
            {
                (formats, change, widened) = (tried, itsChange, wide);
            }

            if (change <= MostChange || taken >= byCost.Length)
            {
                return new FormatChoice(formats, change, unwidened, widened.ToEquatableArray());
            }
        }
    }

    /// <summary>How much worse fixed point is, in a sentence.</summary>
    public string Told => string.Format(
        CultureInfo.InvariantCulture,
        "fixed point changes the outputs by {0:0.0} % of their spread{1}",
        100 * Change,
        Widened.IsEmpty ? "" : ", even where activations have 16 bits");

    /// <summary>Why the formats are not used, in a sentence.</summary>
    public string Warning => Unused(Told);

    /// <summary>What follows where no formats are used, in a sentence.</summary>
    /// <param name="reason">Why not.</param>
    public static string Unused(string reason) => reason + ": the artifact gets no activation formats, and float32 code is generated from it";

    /// <summary>What was chosen, in a sentence; null where nothing is to be told.</summary>
    public string? Text => Widened.IsEmpty ? null : string.Format(
        CultureInfo.InvariantCulture,
        "{0} of {1} activations have 16 bits, because fewer changed the outputs by {2:0.0} % (now {3:0.0} %): {4}{5}",
        Widened.Count,
        Formats.Count,
        100 * ChangeUnwidened,
        100 * Change,
        string.Join(", ", Widened.Take(4).Select(name => Diagnostics.DataName.Quote(name))),
        Widened.Count > 4 ? ", …" : "");
}
