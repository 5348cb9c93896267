namespace Wfn.Kernels.Tests;

public class BatchTransposeTests
{
    [Theory]
    [InlineData(32, 640)]
    [InlineData(640, 32)]
    [InlineData(8, 8)]
    [InlineData(13, 21)]
    [InlineData(32, 1)]
    public void EveryElementChangesItsRowForItsColumn(int rows, int columns)
    {
        short[] from = [.. Enumerable.Range(0, rows * columns).Select(i => (short)(i - 9000))];
        foreach (var lanes in VectorWidths.All)
        {
            var to = new short[from.Length];
            BatchTranspose.Run(from, to, rows, columns, lanes);
            Assert.All(Enumerable.Range(0, from.Length), i => Assert.Equal(from[i], to[(i % columns * rows) + (i / columns)]));
        }
    }
}
