using System.Globalization;
using Wfn.Diagnostics;
using Wfn.Fixing.Compensation;
using Wfn.Tool.Output;

namespace Wfn.Tool.Compression;

/// <summary>Where fixing hurts: the layers that cost the outputs most.</summary>
internal static class LayerTable
{
    private const int MostRows = 10;

    // A layer worth leaving out causes so much of the squared error, and has so few of the weights.
    private const double LargeCause = 0.25;
    private const double SmallShare = 0.1;

    /// <summary>A layer under the names that scripts rely on.</summary>
    public static LayerReport Report(LayerDamage layer) => new()
    {
        Layer = layer.Layer,
        Weights = layer.Weights,
        ShareOfWeights = layer.Share,
        UniqueWeights = layer.UniqueWeights,
        EntropyBits = layer.EntropyBits,
        OutputChange = layer.OutputChange,
        SignalToNoise = layer.SignalToNoise,
        BytesLeftOut = layer.BytesLeftOut,
    };

    /// <summary>A sentence about layers of few weights that cost much, or none.</summary>
    public static IEnumerable<string> Notes(IReadOnlyList<LayerDamage> layers)
    {
        var all = layers.Sum(layer => layer.OutputChange * layer.OutputChange);
        var worth = layers.Where(layer => layers.Count > 1 && layer.Share <= SmallShare
            && layer.OutputChange * layer.OutputChange >= LargeCause * all && layer.OutputChange > 0).ToList();
        if (worth.Count > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{string.Join(" and ", worth.Select(layer => DataName.Quote(layer.Layer)))} cause{(worth.Count == 1 ? "s" : "")} "
                    + $"{Figures.Percent(worth.Sum(layer => layer.OutputChange * layer.OutputChange) / all)} of the outputs' squared error with "
                    + $"{Figures.Percent(worth.Sum(layer => layer.Share))} of the weights; leaving out ({string.Join(
                        " ", worth.Select(layer => $"--exclude {layer.Layer}"))}) costs {Figures.Count(worth.Sum(layer => layer.BytesLeftOut))} bytes");
        }
    }

    /// <summary>The table.</summary>
    public static void Write(ResultWriter writer, IReadOnlyList<LayerReport> layers)
    {
        if (layers.Count == 0)
        {
            return;
        }

        writer.Heading(layers.Count > MostRows
            ? string.Create(CultureInfo.InvariantCulture, $"Where it hurts: {MostRows} of {layers.Count} layers, each fixed by itself, and bytes of leaving it out")
            : "Where it hurts: each layer fixed by itself, and bytes of leaving it out");
        writer.Table(
            ["layer", "#weights", "#of all", "#bits", "#outputs by", "#own dB", "#left out costs"],
            [.. layers.Take(MostRows).Select(layer => (string[])
            [
                layer.Layer,
                Figures.Count(layer.Weights),
                Figures.Percent(layer.ShareOfWeights),
                Figures.Bits(layer.EntropyBits),
                Figures.Percent(layer.OutputChange),
                Figures.Real(layer.SignalToNoise),
                Figures.Count(layer.BytesLeftOut),
            ])]);
    }
}
