using Wfn.Diagnostics;
using Wfn.Fixing;

namespace Wfn.Core.Tests.Fixing;

public class FixingOptionsTests
{
    private static readonly FixingOptions Default = new();

    public static TheoryData<FixingOptions, string> Bad => new()
    {
        { Default with { Delta = 0 }, "delta 0" },
        { Default with { Delta = -0.01 }, "delta -0.01" },
        { Default with { Delta = 1 }, "delta 1" },
        { Default with { Delta = 2.5 }, "delta 2.5" },
        { Default with { Delta = double.NaN }, "delta NaN" },
        { Default with { ZeroThreshold = 0 }, "zero threshold 0" },
        { Default with { ZeroThreshold = -0.01 }, "zero threshold -0.01" },
        { Default with { ZeroThreshold = double.PositiveInfinity }, "zero threshold" },
        { Default with { ZeroThreshold = double.NaN }, "zero threshold NaN" },
        { Default with { HighestOrder = -1 }, "highest order -1" },
        { Default with { Fractions = [] }, "last fraction" },
        { Default with { Fractions = [0.5] }, "last fraction 0.5" },
        { Default with { Fractions = [0.5, 0.4, 1] }, "fraction 0.4" },
        { Default with { Fractions = [0.5, 0.5, 1] }, "fraction 0.5" },
        { Default with { Fractions = [0, 1] }, "fraction 0" },
        { Default with { Fractions = [0.5, 1, 1.5] }, "fraction 1.5" },
        { Default with { Fractions = [double.NaN, 1] }, "fraction NaN" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void ValuesThatMakeNoSenseAreRefusedByName(FixingOptions options, string named)
    {
        var error = Assert.Throws<WfnException>(() => WeightFixing.Cluster([0.5f], 0, options, null));

        Assert.Equal(DiagnosticCodes.BadOption, error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADeltaThatAsksForMillionsOfCentresIsRefused()
    {
        var error = Assert.Throws<WfnException>(
            () => WeightFixing.Cluster([0.5f, 1f], 0, Default with { Delta = 1e-9 }, null));

        Assert.Equal(DiagnosticCodes.BadOption, error.Code);
        Assert.Contains("raise delta", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARoundThatDoesNotExistIsAProgrammingError()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightFixing.Cluster([0.5f], 10, Default, null));
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightFixing.Cluster([0.5f], -1, Default, null));
    }
}
