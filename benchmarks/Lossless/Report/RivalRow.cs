using Lossless.Cells;
using Lossless.Rivals;
using Lossless.Statistics;

namespace Lossless.Report;

/// <summary>A rival's cells on one network: one for each seed.</summary>
/// <param name="Rival">The rival.</param>
/// <param name="Cells">Its cells, one at least.</param>
internal sealed record RivalRow(IRival Rival, IReadOnlyList<Cell> Cells)
{
    /// <summary>The rows of a network, in the catalogue's order.</summary>
    public static IReadOnlyList<RivalRow> Of(IEnumerable<Cell> cells, string network) =>
    [
        .. from rival in RivalCatalogue.All
           let own = cells.Where(cell => cell.Network == network && cell.Rival == rival.Name).OrderBy(cell => cell.Seed).ToArray()
           where own.Length > 0
           select new RivalRow(rival, own),
    ];

    /// <summary>A figure's mean over the seeds.</summary>
    public double Mean(Func<Cell, double> figure) => Cells.Average(figure);

    /// <summary>
    /// The accuracy that counts: the generated fixed-point code's where there is any, else float32's.
    /// </summary>
    public IReadOnlyList<Accuracy> Deployed => [.. Cells.Select(cell => cell.FixedPoint ?? cell.Float)];

    /// <summary>How the accuracy that counts differs from another row's first cell in float32, over all seeds.</summary>
    public PairedDifference DeployedAgainst(RivalRow original) =>
        PairedDifference.Of(original.Cells[0].Float.Unpack(), [.. Deployed.Select(accuracy => accuracy.Unpack())]);
}
