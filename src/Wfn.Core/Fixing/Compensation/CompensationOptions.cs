using System.Globalization;
using Wfn.Diagnostics;

namespace Wfn.Fixing.Compensation;

/// <summary>How weights are fixed by what samples tell, without training.</summary>
public sealed record CompensationOptions
{
    /// <summary>
    /// The budgets that are tried, the smallest first, until one keeps <see cref="MostOutputChange"/>. Few values are sums of two powers of
    /// two; where more are needed, it is for weights that allow no error, to which more powers come nearer.
    /// </summary>
    public EquatableArray<CodebookBudget> Budgets { get; init; } =
    [
        new(20, 2.5), new(24, 3), new(32, 3.5), new(48, 4, 5), new(64, 4.5, 5), new(96, 5, 5), new(128, 6, 5), new(256, 7.5, 5), new(512, 9, 5),
        new(1024, 10.5, 5), new(2048, 12, 5),
    ];

    /// <summary>
    /// The change of the outputs (<see cref="OutputComparison.Change"/>) that is small enough, on samples that took no part in rounding;
    /// above 0.
    /// </summary>
    public double MostOutputChange { get; init; } = 0.06;

    /// <summary>What is added to the diagonal of second moments, as a part of its mean; 0 to 1.</summary>
    public double Damping { get; init; } = 0.06;

    /// <summary>How often each weight is looked at again, 0 or more.</summary>
    public int Sweeps { get; init; } = 2;

    /// <summary>Positions looked at for each weight of a row; 1 or more.</summary>
    public int RowsOfColumn { get; init; } = 24;

    /// <summary>Refuses values that make no sense.</summary>
    /// <exception cref="WfnException">An option is out of its range (WFN3004).</exception>
    public void Validate()
    {
        Require(Budgets.Count > 0, "number of budgets", 0);
        foreach (var budget in Budgets)
        {
            Require(budget.Values is >= 2 and <= 4096, "number of values", budget.Values);
            Require(budget.Bits is > 0 and <= 24, "number of bits", budget.Bits);
            Require(budget.Powers is >= 1 and <= 5, "number of powers", budget.Powers);
        }

        Require(MostOutputChange > 0, "output change", MostOutputChange);
        Require(Damping is >= 0 and <= 1, "damping", Damping);
        Require(Sweeps is >= 0 and <= 100, "number of sweeps", Sweeps);
        Require(RowsOfColumn is >= 1 and <= 100_000, "number of positions", RowsOfColumn);
    }

    private static void Require(bool isValid, string option, double value)
    {
        if (!isValid)
        {
            throw new WfnException(DiagnosticCodes.BadOption, string.Format(
                CultureInfo.InvariantCulture, "The {0} {1:R} is out of its range.", option, value));
        }
    }
}

/// <summary>How large a codebook may be.</summary>
/// <param name="Values">The most values, zero included; 2 to 4096.</param>
/// <param name="Bits">The most bits a weight, by the entropy of the indices; above 0.</param>
/// <param name="Powers">Of how many powers of two a value may be the sum; 1 to 5.</param>
public readonly record struct CodebookBudget(int Values, double Bits, int Powers = 2);
