using Wfn.Kernels.Tests.Dense;
using Wfn.Kernels.Tests.FixedPoint;
using Wfn.Kernels.Tests.Float;
using Wfn.Kernels.Tests.Plans;
using Wfn.Kernels.Tests.Pools;

namespace Wfn.Kernels.Tests;

/// <summary>Tests of this assembly, run again on an emulated Arm processor: its vectors give the bits of the reference, too.</summary>
public class KernelsOnArmTests
{
    private static readonly Type[] Classes =
    [
        typeof(DenseKernelTests), typeof(DenseSamplesTests), typeof(LookupKernelTests), typeof(ChannelsLastInputTests), typeof(ShiftAddConvolutionTests),
        typeof(ShiftAddLinearTests), typeof(QuantizationTests), typeof(PoolTests), typeof(EveryPlanTests), typeof(FloatConvolutionTests),
        typeof(FloatLinearTests), typeof(FloatElementwiseTests), typeof(FloatPixelTests), typeof(BatchTransposeTests),
    ];

    /// <summary>A processor with the dot product of bytes, and one without.</summary>
    [TheoryOnEmulatedArm]
    [InlineData("cortex-a76", true)]
    [InlineData("cortex-a72", false)]
    public void TestsPass(string processor, bool hasDotProduct)
    {
        var printed = EmulatedArm.Run(processor, ["tests", typeof(KernelsOnArmTests).Assembly.Location, .. Classes.Select(c => c.Name)]);
        Assert.Equal($"Arm64, AdvSimd True, Dp {hasDotProduct}", printed[0]);
        Assert.All(Classes, c => Assert.Contains(printed, line => line.Contains($"{c.FullName}.", StringComparison.Ordinal)));
    }
}
