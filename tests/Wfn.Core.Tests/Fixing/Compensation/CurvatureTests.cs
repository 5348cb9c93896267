using Wfn.Fixing.Compensation;

namespace Wfn.Core.Tests.Fixing.Compensation;

public class CurvatureTests
{
    // [[4, 1], [1, 2]], whose diagonal has the mean 3.
    private static readonly double[] Own = [4, 0, 1, 2];

    [Theory]
    [InlineData(1000, 0.3)]
    [InlineData(2, 0.3)]
    [InlineData(1, 0.6)]
    public void TheFewerPositionsTellOfEachColumnTheMoreIsDamped(int rows, double added)
    {
        var curvature = Curvature.Of(new InputMoments(2, rows, Own, []), 0.1, 1);

        Assert.Equal([4 + added, 1, 1, 2 + added], curvature.Moments.Select(value => Math.Round(value, 9)));
    }
}
