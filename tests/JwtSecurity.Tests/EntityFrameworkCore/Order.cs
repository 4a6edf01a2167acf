namespace JwtSecurity.Tests.EntityFrameworkCore;

public sealed class Order
{
    public int Id { get; set; }

    public string Article { get; set; } = "";
}
