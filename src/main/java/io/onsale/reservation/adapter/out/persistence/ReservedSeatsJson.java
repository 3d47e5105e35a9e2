package io.onsale.reservation.adapter.out.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.onsale.concert.domain.SeatId;
import io.onsale.kernel.Money;
import io.onsale.reservation.domain.Reservation.ReservedSeat;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.List;
import java.util.UUID;

/** The reserved seats as JSON in one column, which is written once, read whole, and never searched. */
@Converter
public class ReservedSeatsJson implements AttributeConverter<List<ReservedSeat>, String> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<Line>> LINES = new TypeReference<>() {};

    @RegisterForReflection
    record Line(UUID seatId, int seatNo, long price) {}

    @Override
    public String convertToDatabaseColumn(List<ReservedSeat> seats) {
        try {
            return JSON.writeValueAsString(seats.stream()
                    .map(seat -> new Line(
                            seat.seatId().value(), seat.number(), seat.price().won()))
                    .toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<ReservedSeat> convertToEntityAttribute(String column) {
        try {
            return JSON.readValue(column, LINES).stream()
                    .map(line -> new ReservedSeat(new SeatId(line.seatId), line.seatNo, new Money(line.price)))
                    .toList();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
