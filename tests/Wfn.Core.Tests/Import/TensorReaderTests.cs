using Google.Protobuf;
using Wfn.Diagnostics;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Import.Onnx.Schema;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Core.Tests.Import;

public class TensorReaderTests
{
    [Fact]
    public void FloatsComeFromEveryFloatingPointType()
    {
        float[] expected = [1.5f, -0.25f];
        Assert.Equal(expected, Read(Raw(DataType.Float, BitConverter.GetBytes(1.5f), BitConverter.GetBytes(-0.25f))).Floats);
        Assert.Equal(expected, Read(Raw(DataType.Double, BitConverter.GetBytes(1.5), BitConverter.GetBytes(-0.25))).Floats);
        Assert.Equal(expected, Read(Raw(DataType.Float16, BitConverter.GetBytes((Half)1.5f), BitConverter.GetBytes((Half)(-0.25f)))).Floats);
        Assert.Equal(expected, Read(Raw(DataType.Bfloat16, [0xC0, 0x3F], [0x80, 0xBE])).Floats);
        Assert.Equal(expected, Read(Typed(DataType.Float, tensor => tensor.FloatData.AddRange(expected))).Floats);
        Assert.Equal(expected, Read(Typed(DataType.Double, tensor => tensor.DoubleData.AddRange([1.5, -0.25]))).Floats);
        Assert.Equal(expected, Read(Typed(DataType.Float16, tensor => tensor.Int32Data.AddRange([0x3E00, 0xB400]))).Floats);
        Assert.Equal(expected, Read(Typed(DataType.Bfloat16, tensor => tensor.Int32Data.AddRange([0x3FC0, 0xBE80]))).Floats);
    }

    [Fact]
    public void EveryHalfIsExact()
    {
        for (var bits = 0; bits <= ushort.MaxValue; bits++)
        {
            var expected = (float)BitConverter.UInt16BitsToHalf((ushort)bits);
            Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(FloatBits.Half((ushort)bits)) | (float.IsNaN(expected) ? 1 << 22 : 0));
        }
    }

    [Fact]
    public void IntegersComeFromEveryWidth()
    {
        long[] expected = [7, 200];
        Assert.Equal(expected, Read(Raw(DataType.Int64, BitConverter.GetBytes(7L), BitConverter.GetBytes(200L))).Integers);
        Assert.Equal(expected, Read(Raw(DataType.Uint64, BitConverter.GetBytes(7L), BitConverter.GetBytes(200L))).Integers);
        Assert.Equal([7, -200], Read(Raw(DataType.Int32, BitConverter.GetBytes(7), BitConverter.GetBytes(-200))).Integers);
        Assert.Equal(expected, Read(Raw(DataType.Uint32, BitConverter.GetBytes(7), BitConverter.GetBytes(200))).Integers);
        Assert.Equal([7, -200], Read(Raw(DataType.Int16, BitConverter.GetBytes((short)7), BitConverter.GetBytes((short)-200))).Integers);
        Assert.Equal(expected, Read(Raw(DataType.Uint16, BitConverter.GetBytes((short)7), BitConverter.GetBytes((short)200))).Integers);
        Assert.Equal([7, -56], Read(Raw(DataType.Int8, [7], [200])).Integers);
        Assert.Equal(expected, Read(Raw(DataType.Uint8, [7], [200])).Integers);
        Assert.Equal([0, 1], Read(Raw(DataType.Bool, [0], [200])).Integers);
        Assert.Equal(expected, Read(Typed(DataType.Int64, tensor => tensor.Int64Data.AddRange(expected))).Integers);
        Assert.Equal(expected, Read(Typed(DataType.Uint32, tensor => tensor.Uint64Data.AddRange([7, 200]))).Integers);
        Assert.Equal([7, long.MaxValue], Read(Typed(DataType.Uint64, tensor => tensor.Uint64Data.AddRange([7, ulong.MaxValue]))).Integers);
        foreach (var type in (DataType[])[DataType.Int32, DataType.Int16, DataType.Int8, DataType.Uint16, DataType.Uint8, DataType.Bool])
        {
            Assert.Equal(expected, Read(Typed(type, tensor => tensor.Int32Data.AddRange([7, 200]))).Integers);
        }
    }

    [Fact]
    public void ScalarsAndEmptyTensorsAreTensors()
    {
        Assert.Equal([3f], Read(new TensorProto { DataType = (int)DataType.Float, FloatData = { 3 } }).Floats);
        Assert.Empty(Read(new TensorProto { DataType = (int)DataType.Int64, Dims = { 0 } }).Integers);
    }

    [Fact]
    public void OddBytesAreRefused()
    {
        var error = Assert.Throws<WfnException>(() => Read(Raw(DataType.Float, [1, 2, 3, 4], [1, 2, 3])));
        Assert.Equal(DiagnosticCodes.TensorTooLarge, error.Code);
        error = Assert.Throws<WfnException>(() => Read(Raw(DataType.Float, [1, 2, 3, 4], [1, 2, 3, 4, 5])));
        Assert.Equal(DiagnosticCodes.InvalidGraph, error.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData((int)DataType.String)]
    [InlineData((int)DataType.Complex64)]
    [InlineData((int)DataType.Complex128)]
    [InlineData(-5)]
    public void OtherTypesAreUnsupported(int type) =>
        Assert.Throws<UnsupportedException>(() => Read(new TensorProto { DataType = type, Dims = { 1 }, RawData = ByteString.CopyFrom(1) }));

    private static ConstantTensor Read(TensorProto tensor) =>
        new TensorReader(new ExternalDataFolder(null), new ImportBudget(1000)).Read(tensor, "t");

    private static TensorProto Raw(DataType type, params byte[][] elements) =>
        new() { DataType = (int)type, Dims = { elements.Length }, RawData = ByteString.CopyFrom([.. elements.SelectMany(bytes => bytes)]) };

    private static TensorProto Typed(DataType type, Action<TensorProto> fill)
    {
        var tensor = new TensorProto { DataType = (int)type, Dims = { 2 } };
        fill(tensor);
        return tensor;
    }
}
